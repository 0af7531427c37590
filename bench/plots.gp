# SPDX-License-Identifier: GPL-2.0
# Plots of figures.csv in the current folder; gnuplot plots.gp
set terminal svg size 760,440 font 'sans,13' background '#ffffff'
set encoding utf8
set border 3 linecolor '#444444'
set tics nomirror
set grid ytics linecolor '#dddddd' linetype 1
set key left top reverse Left samplen 2
set style line 1 linecolor '#c0392b' linewidth 2 pointtype 7 pointsize 0.5
set style line 2 linecolor '#d98e04' linewidth 2 pointtype 5 pointsize 0.5
set style line 3 linecolor '#1f6fb4' linewidth 2 pointtype 9 pointsize 0.6
set style line 4 linecolor '#777777' linewidth 1.5 dashtype 2

kind(n) = word('BPF_linear BPF_tree text none', n)
name(n) = n == 4 ? 'no filter' : n == 1 ? 'BPF linear' : n == 2 ? 'BPF tree' : 'text'

# A line is FLAVOUR,TABLE,"ROW",COLUMN,FIGURE; the number that a row has, and
# the figure, of one table and kind, of rows with some words.
select(table, words, n) = sprintf("< awk -F '\"' -v OFS='\\t' '{ split($1, t, \",\"); split($3, c, \",\"); gsub(/ /, \"_\", c[2]) } t[1] == \"test\" && t[2] == \"%s\" && c[2] == \"%s\" && $2 ~ /%s/ { row = $2; sub(/.*, /, \"\", row); print row + 0, c[3] }' figures.csv", table, kind(n), words)

set xlabel 'rules in the policy'
set xrange [0:*]
set yrange [0:*]

set output 'percall.svg'
set title 'A call whose rule has one comparison'
set ylabel 'guest instructions per call'
plot for [n=1:3] select('growth', '^1 comparison,', n) using 1:2 \
	with linespoints linestyle n title name(n), \
	select('growth', '^1 comparison,', 4) using 1:2 with lines linestyle 4 title name(4)

set output 'install.svg'
set title 'Compiling and installing a policy'
set ylabel 'guest instructions, millions'
plot for [n=1:3] select('install growth', 'rules$', n) using 1:($2 / 1e6) \
	with linespoints linestyle n title name(n)

set output 'alternatives.svg'
set title 'A call whose rule has many alternatives of one argument'
set xlabel 'alternatives in the rule'
set xrange [1:256]
set yrange [0:1200]
set logscale x 2
set ylabel 'guest instructions per call'
set style line 5 linecolor '#7d3c98' linewidth 2 pointtype 5 pointsize 0.5
plot sprintf("< awk -F '[\",]' '$1 == \"test\" && $2 == \"alternatives\" && $4 ~ /alternative/ && $6 == \"BPF by hand\" { print $4 + 0, $7 }' figures.csv") using 1:2 with linespoints linestyle 5 title 'BPF by hand', \
	for [n=1:3] select('alternatives', 'alternative', n) using 1:2 with linespoints linestyle n title name(n), \
	select('alternatives', 'alternative', 4) using 1:2 with lines linestyle 4 title 'no filter'
unset logscale x

set output 'memory.svg'
set title 'Memory that a policy pins in each process that installs its own'
set xlabel 'rules in the policy'
set ylabel 'KiB'
set xrange [*:*]
set yrange [0:*]
set style data histograms
set style histogram clustered gap 1.5
set style fill solid 0.85 border rgb '#444444'
set boxwidth 0.9
plot for [n=1:3] select('memory', 'bytes', n) using ($2 / 1024):xtic(1) linestyle n title name(n)
