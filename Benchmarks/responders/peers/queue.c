#include "queue.h"

#include <stdlib.h>

struct queue queue_make(const struct session *sessions, int count)
{
    struct queue queue = {
        .sessions = sessions,
        .count = count,
        .heap = calloc((size_t)count, sizeof(int)),
        .places = calloc((size_t)count, sizeof(int)),
    };
    for (int i = 0; i < count; i++) {
        queue.heap[i] = queue.places[i] = i;
    }
    for (int i = 0; i < count; i++) {
        queue_reorder(&queue, i);
    }
    return queue;
}

int queue_first(const struct queue *queue)
{
    return queue->heap[0];
}

static int64_t due(const struct queue *queue, int position)
{
    return queue->sessions[queue->heap[position]].next_transmission;
}

static void place(struct queue *queue, int position, int index)
{
    queue->heap[position] = index;
    queue->places[index] = position;
}

void queue_reorder(struct queue *queue, int index)
{
    int position = queue->places[index];
    int64_t own = queue->sessions[index].next_transmission;
    while (position > 0 && due(queue, (position - 1) / 2) > own) {
        place(queue, position, queue->heap[(position - 1) / 2]);
        position = (position - 1) / 2;
    }
    for (;;) {
        int child = 2 * position + 1;
        if (child + 1 < queue->count && due(queue, child + 1) < due(queue, child)) {
            child++;
        }
        if (child >= queue->count || due(queue, child) >= own) {
            break;
        }
        place(queue, position, queue->heap[child]);
        position = child;
    }
    place(queue, position, index);
}
