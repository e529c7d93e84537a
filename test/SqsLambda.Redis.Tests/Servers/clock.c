// Loaded into redis-server by LD_PRELOAD. Its wall clock is the number of microseconds since 1970 in the file that CLOCK_FILE names.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *now;

__attribute__((constructor)) static void open_clock(void)
{
    int file = open(getenv("CLOCK_FILE"), O_RDONLY);
    void *memory = mmap(NULL, sizeof *now, PROT_READ, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED)
    {
        abort();
    }

    now = memory;
}

// Libraries ask for the time before the constructor runs.
int gettimeofday(struct timeval *restrict value, void *restrict zone)
{
    if (now == NULL)
    {
        return (int)syscall(SYS_gettimeofday, value, zone);
    }

    int64_t time = *now;
    value->tv_sec = time / 1000000;
    value->tv_usec = time % 1000000;
    return 0;
}

int clock_gettime(clockid_t id, struct timespec *value)
{
    if (now == NULL || id != CLOCK_REALTIME)
    {
        return (int)syscall(SYS_clock_gettime, id, value);
    }

    int64_t time = *now;
    value->tv_sec = time / 1000000;
    value->tv_nsec = time % 1000000 * 1000;
    return 0;
}

time_t time(time_t *result)
{
    struct timeval value;
    gettimeofday(&value, NULL);
    if (result != NULL)
    {
        *result = value.tv_sec;
    }

    return value.tv_sec;
}
