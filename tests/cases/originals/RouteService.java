/*
 * Copyright 2024 Harbour Lines.
 * Licensed under the Apache License, Version 2.0.
 */
package com.harbour.routes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and books routes between harbours.
 */
public class RouteService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouteService.class);
    private static final int MAX_STOPS = 5;

    public enum State {
        OPEN("open"),
        FULL("full"),
        CANCELLED("cancelled");

        private final String label;

        State(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    public record Stop(String harbour, Duration stay) {
        public Stop {
            if (stay.isNegative()) {
                throw new IllegalArgumentException("stay must not be negative");
            }
        }
    }

    private final Map<String, List<Stop>> routes = new ConcurrentHashMap<>();
    private final Clock clock;
    private State state = State.OPEN;
    private int bookings;

    public RouteService(Clock clock) {
        this.clock = clock;
    }

    public RouteService() {
        this(Clock.system());
    }

    /**
     * Adds a route.
     *
     * @param name  the route's name
     * @param stops in order
     */
    public void add(String name, List<Stop> stops) {
        if (stops.size() > MAX_STOPS) {
            throw new IllegalArgumentException("too many stops: " + stops.size());
        }
        routes.put(name, new ArrayList<>(stops));
        LOG.info("added {} with {} stops", name, stops.size());
    }

    public void add(String name, Stop... stops) {
        add(name, List.of(stops));
    }

    public List<Stop> find(String name) {
        List<Stop> found = routes.get(name);
        if (found == null) {
            return Collections.emptyList();
        }
        return found;
    }

    public List<Stop> find(String from, String to) {
        for (List<Stop> stops : routes.values()) {
            int start = indexOf(stops, from);
            int end = indexOf(stops, to);
            if (start >= 0 && end > start) {
                return stops.subList(start, end + 1);
            }
        }
        return Collections.emptyList();
    }

    public int book(String name, int seats) {
        switch (state) {
            case OPEN:
                bookings += seats;
                break;
            case FULL:
                LOG.warn("{} is full", name);
                return -1;
            case CANCELLED:
                return -1;
            default:
                throw new IllegalStateException(state.toString());
        }
        return bookings;
    }

    public boolean cancel(String name) {
        synchronized (routes) {
            List<Stop> gone = routes.remove(name);
            if (gone == null) {
                return false;
            }
            LOG.info("cancelled {}", name);
        }
        return true;
    }

    private static int indexOf(List<Stop> stops, String harbour) {
        for (int i = 0; i < stops.size(); i++) {
            if (stops.get(i).harbour().equals(harbour)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        routes.clear();
        state = State.CANCELLED;
    }

    @Override
    public String toString() {
        return "RouteService[" + routes.size() + " routes]";
    }
}
