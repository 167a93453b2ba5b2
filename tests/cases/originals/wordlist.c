#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

typedef struct Node {
    char *word;
    long count;
    struct Node *next;
} Node;

typedef struct {
    Node **slots;
    size_t size;
    size_t used;
} List;

typedef int (*Order)(const Node *a, const Node *b);

static unsigned long hash(const char *word)
{
    unsigned long h = 5381;
    while (*word)
        h = h * 33 + (unsigned char)*word++;
    return h;
}

List *list_new(size_t size)
{
    List *list = malloc(sizeof *list);
    if (!list)
        return NULL;
    list->slots = calloc(size, sizeof *list->slots);
    list->size = size;
    list->used = 0;
    return list;
}

void list_free(List *list)
{
    for (size_t i = 0; i < list->size; i++) {
        Node *node = list->slots[i];
        while (node) {
            Node *next = node->next;
            free(node->word);
            free(node);
            node = next;
        }
    }
    free(list->slots);
    free(list);
}

static Node **find(List *list, const char *word)
{
    Node **place = &list->slots[hash(word) % list->size];
    while (*place && strcmp((*place)->word, word) != 0)
        place = &(*place)->next;
    return place;
}

bool list_add(List *list, const char *word)
{
    Node **place = find(list, word);
    if (*place) {
        (*place)->count++;
        return true;
    }
    Node *node = malloc(sizeof *node);
    if (!node)
        return false;
    node->word = strdup(word);
    node->count = 1;
    node->next = NULL;
    *place = node;
    list->used++;
    return true;
}

bool list_remove(List *list, const char *word)
{
    Node **place = find(list, word);
    Node *node = *place;
    if (!node)
        return false;
    *place = node->next;
    free(node->word);
    free(node);
    list->used--;
    return true;
}

int by_count(const Node *a, const Node *b)
{
    return (a->count < b->count) - (a->count > b->count);
}

int by_word(const Node *a, const Node *b)
{
    return strcmp(a->word, b->word);
}

size_t list_read(List *list, const char *text)
{
    size_t words = 0;
    char word[64];
    while (*text) {
        size_t n = 0;
        while (*text && !isalpha((unsigned char)*text))
            text++;
        while (*text && isalpha((unsigned char)*text)) {
            if (n < sizeof word - 1)
                word[n++] = (char)tolower((unsigned char)*text);
            text++;
        }
        if (n > 0) {
            word[n] = '\0';
            list_add(list, word);
            words++;
        }
    }
    return words;
}