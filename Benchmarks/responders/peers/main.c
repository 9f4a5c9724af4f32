/* Peers for one responder: many sessions like OVN's, each with an address of its own.
 *
 *     peers FIRST_ADDRESS COUNT RESPONDER TX_MS RX_MS MULTIPLIER [FAILURES]
 *
 * Prints "up SECONDS" once all sessions are Up. SIGUSR1 begins a window of measurement, SIGUSR2
 * ends it and prints it as a line of JSON; SIGTERM ends the program.
 *
 * With FAILURES, sessions that have been Up for a while fall silent now and then, and each time a
 * line says "detected MILLISECONDS": from the last packet to the arrival of the responder's Down.
 * After that many it ends. */
#define _GNU_SOURCE
#include "network.h"
#include "queue.h"
#include "statistics.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#define CONTROL_PORT 3784
#define FIRST_SOURCE_PORT 49152
#define MOST_SESSIONS (65536 - FIRST_SOURCE_PORT)

static volatile sig_atomic_t requested;

static struct session *sessions;
static struct queue queue;
static int *speakers, count, up_count;
static uint32_t first_address;
static struct statistics statistics;
static struct sockaddr_in responder = {.sin_family = AF_INET};

/* Failures still to come; when each session falls silent for one, and when it spoke last. */
static int failures;
static int64_t *silence, *last_words;

static void request(int signal)
{
    requested = signal;
}

static void transmit(int index, int flags)
{
    struct packet packet = session_packet(&sessions[index], flags);
    last_words[index] = now();
    if (sendto(speakers[index], &packet, sizeof packet, 0, (struct sockaddr *)&responder,
               sizeof responder) == sizeof packet) {
        statistics.sent++;
    }
}

static void count_loss(enum loss loss)
{
    up_count -= loss != KEPT;
    statistics.expired += loss == EXPIRED;
    statistics.signalled += loss == SIGNALLED;
}

static bool is_silent(int index, int64_t time)
{
    return sessions[index].state == UP && time >= silence[index];
}

/* The responder has noticed that this session fell silent: it begins anew. */
static void end_silence(int index, int64_t arrival)
{
    printf("detected %.3f\n", (double)(arrival - last_words[index]) / MILLISECOND);
    fflush(stdout);
    failures--;
    up_count--;
    silence[index] = INT64_MAX;
    sessions[index] = session_make(sessions[index].timers, sessions[index].discriminator, arrival);
    queue_reorder(&queue, index);
}

static void hear(const struct packet *packet, struct arrival arrival)
{
    uint32_t addressed = arrival.destination - first_address;
    if (addressed >= (uint32_t)count) {
        return;
    }
    int index = (int)addressed;
    struct session *session = &sessions[index];
    if (is_silent(index, arrival.time)) {
        if (packet->state_and_flags >> 6 == DOWN) {
            end_silence(index, arrival.time);
        }
        return;
    }
    if (ntohl(packet->your_discriminator) != session->discriminator) {
        return;
    }
    bool was_up = session->state == UP;
    if (was_up) {
        statistics_gap(&statistics, arrival.time - session->last_arrival);
    }
    statistics.heard++;
    count_loss(session_hear(session, packet, arrival.time));
    if (!was_up && session->state == UP) {
        up_count++;
        if (failures > 0) {
            silence[index] = arrival.time + SECOND / 2 + random() % SECOND;
        }
    }
    queue_reorder(&queue, index);
    if (packet->state_and_flags & POLL) {
        transmit(index, FINAL);
    }
}

static void settle(int64_t time)
{
    int index = queue_first(&queue);
    for (; sessions[index].next_transmission <= time; index = queue_first(&queue)) {
        struct session *session = &sessions[index];
        int64_t lateness = time - session->next_transmission;
        if (lateness > statistics.worst_lateness) {
            statistics.worst_lateness = lateness;
        }
        if (!is_silent(index, time)) {
            count_loss(session_check(session, time));
            if (session->remote_min_rx > 0) {
                transmit(index, 0);
            }
        }
        session_schedule(session, time);
        queue_reorder(&queue, index);
    }
}

static void serve_request(void)
{
    if (requested == SIGUSR1) {
        statistics_reset(&statistics, now());
    } else if (requested == SIGUSR2) {
        statistics_print(&statistics, count, up_count, now());
    }
    requested = 0;
}

static void make_sessions(const struct timers *timers, int64_t begin)
{
    sessions = calloc((size_t)count, sizeof *sessions);
    speakers = calloc((size_t)count, sizeof *speakers);
    silence = calloc((size_t)count, sizeof *silence);
    last_words = calloc((size_t)count, sizeof *last_words);
    for (int i = 0; i < count; i++) {
        speakers[i] = network_speak(first_address + (uint32_t)i, (uint16_t)(FIRST_SOURCE_PORT + i));
        sessions[i] = session_make(timers, (uint32_t)i + 1, begin + timers->tx * i / count);
        silence[i] = INT64_MAX;
    }
    queue = queue_make(sessions, count);
}

int main(int argc, char **argv)
{
    count = argc < 7 || argc > 8 ? 0 : atoi(argv[2]);
    if (count < 1 || count > MOST_SESSIONS) {
        fprintf(stderr, "usage: peers FIRST_ADDRESS COUNT RESPONDER TX_MS RX_MS MULTIPLIER "
                        "[FAILURES]\n");
        return 64;
    }
    struct timers timers = {
        atoi(argv[4]) * MILLISECOND, atoi(argv[5]) * MILLISECOND, atoi(argv[6])};
    responder.sin_addr.s_addr = inet_addr(argv[3]);
    responder.sin_port = htons(CONTROL_PORT);
    bool fails = argc == 8;
    failures = fails ? atoi(argv[7]) : 0;
    int64_t begin = now();
    statistics_reset(&statistics, begin);
    first_address = ntohl(inet_addr(argv[1]));
    make_sessions(&timers, begin);
    struct sigaction action = {.sa_handler = request};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    sigaction(SIGTERM, &action, NULL);

    int listener = network_listen();
    bool were_all_up = false;
    while (requested != SIGTERM && (!fails || failures > 0)) {
        serve_request();
        int64_t wait = sessions[queue_first(&queue)].next_transmission - now();
        wait = wait < 0 ? 0 : wait < SECOND ? wait : SECOND;
        struct timespec limit = {wait / SECOND, wait % SECOND};
        struct pollfd readable = {listener, POLLIN, 0};
        ppoll(&readable, 1, &limit, NULL);
        network_drain(listener, hear);
        settle(now());
        if (!were_all_up && up_count == count) {
            were_all_up = true;
            printf("up %.3f\n", (double)(now() - begin) / SECOND);
            fflush(stdout);
        }
    }
    return 0;
}
