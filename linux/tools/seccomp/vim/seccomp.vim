" SPDX-License-Identifier: GPL-2.0
" Vim syntax file for policies of system calls, see seccomp-policy(7). To use it for
" files named *.policy, put it in ~/.vim/syntax and this line in ~/.vimrc:
"
"   autocmd BufRead,BufNewFile *.policy setfiletype seccomp

if exists("b:current_syntax")
	finish
endif

syntax case match

" A line that nothing below knows
syntax match seccompError /\S.*$/

syntax match seccompComment /#.*$/ contains=seccompLint,seccompTodo
syntax match seccompLint /lint: allow\>.*$/ contained
syntax keyword seccompTodo TODO FIXME XXX contained

" Rules; a backslash at the end of a line joins the next one
syntax region seccompRule start=/^\s*?\?\s*[a-z_][a-z0-9_]*\s*:/ skip=/\\\s*$/ end=/$/ keepend contains=seccompCall,seccompArgument,seccompConstant,seccompNumber,seccompOperator,seccompJoin,seccompAction,seccompComment
syntax match seccompArgument /\<[a-z_][a-z0-9_]*\>/ contained
syntax match seccompCall /^\s*?\?\s*[a-z_][a-z0-9_]*\ze\s*:/ contained
syntax match seccompConstant /\<[A-Z][A-Za-z0-9_]*\>/ contained
syntax match seccompNumber /\<\(0x\x\+\|\d\+\)\>/ contained
syntax match seccompOperator /[=!<>]=\|&&\|||\|[<>&|!~-]/ contained
syntax match seccompJoin /\\\s*$/ contained
syntax match seccompAction /;[^#]*/ contained contains=seccompVerdict,seccompNumber,seccompConstant
syntax keyword seccompVerdict kill kill_thread trap errno trace log contained

syntax match seccompDirective /^\s*\(unlisted\|on_violation\|on_next_syscall\|on_exec\|foreign\)\s*:[^#]*/ contains=seccompVerdict,seccompNumber,seccompConstant
syntax match seccompInclude /^\s*include\s*:[^#]*/

highlight default link seccompError Error
highlight default link seccompComment Comment
highlight default link seccompLint SpecialComment
highlight default link seccompTodo Todo
highlight default link seccompCall Function
highlight default link seccompArgument Identifier
highlight default link seccompConstant Constant
highlight default link seccompNumber Number
highlight default link seccompOperator Operator
highlight default link seccompJoin Special
highlight default link seccompVerdict Statement
highlight default link seccompDirective PreProc
highlight default link seccompInclude Include

let b:current_syntax = "seccomp"
