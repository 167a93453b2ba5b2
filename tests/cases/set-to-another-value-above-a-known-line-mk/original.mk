LDFLAGS ?= -s
LDFLAGS += -lm -lpthread -lz -Wl,--as-needed -Wl,--no-undefined -Wl,-z,now

.PHONY: all
all: main.o util.o
	$(CC) -o app main.o util.o $(LDFLAGS)
