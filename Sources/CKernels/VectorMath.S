// Calls of the vector mathematical library (libmvec), which takes its operands in vector
// registers. C can't make them: clang passes wide vectors in memory unless the whole module is
// compiled for the wide instructions, whatever the attributes of a function say.
#if defined(__x86_64__)

// void name(const double *x, double *y, size_t vectors, void (*f)(void))
.macro MAP name, load, register, bytes
  .globl \name
  .type \name, @function
  .p2align 4
\name:
  .cfi_startproc
  pushq %rbx
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %rbx, 0
  pushq %rbp
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %rbp, 0
  pushq %r12
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r12, 0
  pushq %r13
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r13, 0
  subq $8, %rsp
  .cfi_adjust_cfa_offset 8
  movq %rdi, %rbx
  movq %rsi, %rbp
  movq %rdx, %r12
  movq %rcx, %r13
  testq %r12, %r12
  je 2f
1:
  \load (%rbx), %\register\()0
  call *%r13
  \load %\register\()0, (%rbp)
  addq $\bytes, %rbx
  addq $\bytes, %rbp
  decq %r12
  jne 1b
2:
  vzeroupper
  addq $8, %rsp
  .cfi_adjust_cfa_offset -8
  popq %r13
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r13
  popq %r12
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r12
  popq %rbp
  .cfi_adjust_cfa_offset -8
  .cfi_restore %rbp
  popq %rbx
  .cfi_adjust_cfa_offset -8
  .cfi_restore %rbx
  ret
  .cfi_endproc
  .size \name, .-\name
.endm

// void name(const double *a, size_t a_bytes, const double *b, size_t b_bytes, double *out,
//           size_t vectors, void (*f)(void)): a and b advance by a_bytes and b_bytes, which may be 0.
.macro MAP2 name, load, register, bytes
  .globl \name
  .type \name, @function
  .p2align 4
\name:
  .cfi_startproc
  pushq %rbx
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %rbx, 0
  pushq %rbp
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %rbp, 0
  pushq %r12
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r12, 0
  pushq %r13
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r13, 0
  pushq %r14
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r14, 0
  pushq %r15
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset %r15, 0
  subq $24, %rsp
  .cfi_adjust_cfa_offset 24
  movq %rdi, %rbx
  movq %rsi, (%rsp)
  movq %rdx, %rbp
  movq %rcx, 8(%rsp)
  movq %r8, %r14
  movq %r9, %r12
  movq 80(%rsp), %r13
  testq %r12, %r12
  je 2f
1:
  \load (%rbx), %\register\()0
  \load (%rbp), %\register\()1
  call *%r13
  \load %\register\()0, (%r14)
  addq (%rsp), %rbx
  addq 8(%rsp), %rbp
  addq $\bytes, %r14
  decq %r12
  jne 1b
2:
  vzeroupper
  addq $24, %rsp
  .cfi_adjust_cfa_offset -24
  popq %r15
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r15
  popq %r14
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r14
  popq %r13
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r13
  popq %r12
  .cfi_adjust_cfa_offset -8
  .cfi_restore %r12
  popq %rbp
  .cfi_adjust_cfa_offset -8
  .cfi_restore %rbp
  popq %rbx
  .cfi_adjust_cfa_offset -8
  .cfi_restore %rbx
  ret
  .cfi_endproc
  .size \name, .-\name
.endm

  .text
MAP mx_map_avx2, vmovupd, ymm, 32
MAP2 mx_map_2_avx2, vmovupd, ymm, 32
MAP mx_map_avx512, vmovupd, zmm, 64
MAP2 mx_map_2_avx512, vmovupd, zmm, 64

#endif
  .section .note.GNU-stack, "", @progbits
