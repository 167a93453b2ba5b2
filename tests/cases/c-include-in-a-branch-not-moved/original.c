#include <string.h>

#ifndef M
#define M

#if defined (__cplusplus)
extern "C" {
#endif

/* compiler specifics */
#if defined(_MSC_VER)
#   include <stdlib.h>
#   include <intrin.h>
#endif
#if defined(__GNUC__)
#  define MEM_STATIC static __attribute__((unused))
#else
#  define MEM_STATIC static  /* this version may warn */
#endif


/* basic types of this file */
#if defined(A)
typedef int a;
#endif
#endif
