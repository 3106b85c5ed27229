/* A clock that is ahead. A process that preloads this reads the time of day CLOCK_AHEAD_SECONDS later than it is, or
 * earlier if that is negative, and so do all it starts. Nothing else is moved: monotonic clocks, by which programs wait,
 * and the times of files, by which Python knows its compiled modules.
 *
 * libfaketime is this and much more, but the one of Debian 12 (0.9.10) breaks the sleep of Python from 3.11 on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t ahead;
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_sem_timedwait)(sem_t *, const struct timespec *);

/* Also called by whoever asks for the time before the loader has come to us. */
__attribute__((constructor)) static void prepare(void)
{
    const char *seconds = getenv("CLOCK_AHEAD_SECONDS");
    ahead = seconds ? strtoll(seconds, NULL, 10) : 0;
    real_sem_timedwait = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
    real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    if (!real_clock_gettime)
        prepare();
    int failed = real_clock_gettime(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI))
        now->tv_sec += ahead;
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec fine;
    (void)zone; /* obsolete, and never filled by glibc */
    clock_gettime(CLOCK_REALTIME, &fine);
    now->tv_sec = fine.tv_sec;
    now->tv_usec = fine.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *also)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (also)
        *also = now.tv_sec;
    return now.tv_sec;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

/* The one wait of Python's that is until a time of day, where it was built for an old glibc. */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    if (!real_sem_timedwait)
        prepare();
    struct timespec truly = {until->tv_sec - ahead, until->tv_nsec};
    return real_sem_timedwait(semaphore, &truly);
}
