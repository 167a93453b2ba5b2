static int pool_resize(struct pool* pool, size_t count)
{
    if (count <= pool->capacity) {
        if (!count) return 1;
        pool->limit = count;
        return 0;
    }
    {   thread_t* const threads = (thread_t*)calloc(count, sizeof(thread_t));
        if (!threads) return 1;
        memcpy(threads, pool->threads, pool->capacity * sizeof(*threads));
        free(pool->threads);
        pool->threads = threads;
        {   size_t id;
            for (id = pool->capacity; id < count; ++id) {
                if (thread_start(&threads[id], pool)) return 1;
            }
    }   }
    pool->capacity = count;
    return 0;
}
