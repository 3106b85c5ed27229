/* A disk that is slower. A process that preloads this waits before each fsync and fdatasync as long as the file
 * SLOW_DISK_FILE says, whose name is given when this is compiled, and counts them there. In it are two numbers of 8
 * bytes in the machine's own order: how many microseconds to wait, which may change at any moment, and how many syncs
 * there were.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct disk {
    volatile uint64_t microseconds;
    uint64_t syncs;
};
static struct disk none;
static struct disk *disk = &none;
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);

/* Also called by whoever syncs before the loader has come to us. */
__attribute__((constructor)) static void prepare(void)
{
    int file = open(SLOW_DISK_FILE, O_RDWR | O_CLOEXEC);
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (file < 0)
        return;
    void *shared = mmap(NULL, sizeof *disk, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared != MAP_FAILED)
        disk = shared;
    close(file);
}

static void delay(void)
{
    uint64_t microseconds = disk->microseconds;
    struct timespec left = {microseconds / 1000000, microseconds % 1000000 * 1000};
    __atomic_add_fetch(&disk->syncs, 1, __ATOMIC_RELAXED);
    if (microseconds)
        while (nanosleep(&left, &left))
            ; /* woken by a signal */
}

int fsync(int file)
{
    if (!real_fsync)
        prepare();
    delay();
    return real_fsync(file);
}

int fdatasync(int file)
{
    if (!real_fdatasync)
        prepare();
    delay();
    return real_fdatasync(file);
}
