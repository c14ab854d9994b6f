/* An old glibc has these in a part of it that is linked into each program and library. */

struct stat64;

/* Which struct stat is meant: that of Linux, the only one on machines of 64 bits. */
#ifdef __x86_64__
#define STAT_VERSION 1
#else
#define STAT_VERSION 0
#endif

int __fxstat64(int version, int fd, struct stat64 *to);
int __xstat64(int version, const char *path, struct stat64 *to);
int __lxstat64(int version, const char *path, struct stat64 *to);

int fstat64(int fd, struct stat64 *to)
{
    return __fxstat64(STAT_VERSION, fd, to);
}

int stat64(const char *path, struct stat64 *to)
{
    return __xstat64(STAT_VERSION, path, to);
}

int lstat64(const char *path, struct stat64 *to)
{
    return __lxstat64(STAT_VERSION, path, to);
}
