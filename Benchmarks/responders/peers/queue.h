/* Sessions in the order of their next transmission: a binary heap of their indices. */
#ifndef QUEUE_H
#define QUEUE_H

#include "session.h"

struct queue {
    const struct session *sessions;
    int count;
    int *heap;
    /* Where in the heap a session is. */
    int *places;
};

/* All of `sessions`; reorder each whose next transmission has changed since it was made. */
struct queue queue_make(const struct session *sessions, int count);

/* The index of the session that is due first. */
int queue_first(const struct queue *queue);

/* Call it whenever the next transmission of session `index` has changed. */
void queue_reorder(struct queue *queue, int index);

#endif
