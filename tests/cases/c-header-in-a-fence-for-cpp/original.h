#ifndef SUM_H
#define SUM_H

/* Sums, as a class of its own would. */
int sum(int a, int b);

#endif
