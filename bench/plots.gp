# SPDX-License-Identifier: GPL-2.0
# Plots of figures.csv in the current folder; gnuplot plots.gp
set terminal svg size 720,420 font 'sans,12' background '#ffffff'
set key left top
set grid ytics

# Lines FLAVOUR,TABLE,"ROW",COLUMN,FIGURE of one table, kind and call, as
# "RULES FIGURE".
points(table, call, kind) = sprintf("< awk -F, '$1 == \"test\" && $2 == \"%s\" && index($3, \"%s\") { split($4, n, \" \"); if ($5 == \"%s\") print n[1], $6 }' figures.csv", table, call, kind)
installs(kind) = sprintf("< awk -F, '$2 == \"install\" && $3 ~ /^\"[0-9]+ rules\"$/ && $4 == \"%s\" { sub(/^\"/, \"\", $3); split($3, n, \" \"); print n[1], $5 / 1e6 }' figures.csv", kind)

kinds = '"BPF linear" "BPF tree" text'

set xlabel 'rules in the policy'
set ylabel 'guest instructions per call'
set yrange [0:*]
set output 'percall.svg'
set title 'A call whose rule has one comparison'
plot for [kind in kinds] points('growth', '1 comparison', kind) using 1:2 with linespoints title kind

set ylabel 'guest instructions, millions'
set output 'install.svg'
set title 'Compiling and installing a policy'
plot for [kind in kinds] installs(kind) using 1:2 with linespoints title kind

set ylabel 'bytes per process'
set xlabel ''
set style fill solid 0.6
set boxwidth 0.5
set output 'memory.svg'
set title 'Memory that a policy of 340 rules pins'
unset key
plot "< awk -F, '$2 == \"memory\" { print NR, $6, \"\\\"\" $5 \"\\\"\" }' figures.csv" using 0:2:xtic(3) with boxes
