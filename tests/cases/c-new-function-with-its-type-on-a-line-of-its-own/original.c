#include "queue.h"

int
queue_pop(struct queue *q)
{
    int v = q->slots[q->head];
    q->head = (q->head + 1) % SLOTS;
    return v;
}

void
queue_push(struct queue *q, int v)
{
    q->slots[q->tail] = v;
    q->tail = (q->tail + 1) % SLOTS;
}

int
queue_empty(struct queue *q)
{
    return q->head == q->tail;
}
