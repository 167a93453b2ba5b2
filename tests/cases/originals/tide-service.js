'use strict';

/*
 * Tide service for the harbour displays.
 * The station table is generated: run tools/stations.mjs to change it.
 */

const http = require('http');
const { EventEmitter } = require('events');

const cache = require('./cache');
const { clamp, round } = require('./numbers');

const STATIONS = {
  'kn-01': { name: 'Kelp Narrows', offset: 12, datum: 1.84 },
  'kn-02': { name: 'Kelp Narrows South', offset: 17, datum: 1.79 },
  'pb-01': { name: 'Pilot Bay', offset: -4, datum: 2.1 },
};

const HEADERS = {
  'content-type': 'application/json',
  'x-source': 'tide-service',
};

let pending = 0;

function readById(id) {
  const station = STATIONS[id];
  if (!station) {
    return null;
  }
  return cache.get(`station:${id}`);
}

function readByIp(ip) {
  const key = ip.split('.').slice(0, 3).join('.');
  return cache.get(`net:${key}`);
}

function readByIds(...ids) {
  const found = [...new Set(ids)].map(readById);
  return found.filter(Boolean);
}

// Heights are in metres above the station's datum.
function heightAt(station, minutes) {
  const phase = ((minutes + station.offset) / 745) * 2 * Math.PI;
  const height = station.datum * Math.cos(phase);
  // ... readings below zero are kept as they are ...
  return round(height, 2);
}

function describeStation(id) {
  const station = STATIONS[id];
  return `
    station: ${station.name}
      datum: ${station.datum}
  `;
}

class Sampler extends EventEmitter {
  #rate = 60;
  #timer = null;

  constructor(id) {
    super();
    this.id = id;
    this.samples = [];
  }

  static from(id, rate) {
    const sampler = new Sampler(id);
    sampler.rate = rate;
    return sampler;
  }

  get rate() {
    return this.#rate;
  }

  set rate(seconds) {
    this.#rate = seconds;
  }

  start() {
    if (this.#timer) {
      return;
    }
    this.#timer = setInterval(() => this.sample(), this.#rate * 1000);
    this.emit('start', this.id);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.emit('stop', this.id);
  }

  sample() {
    const minutes = Math.floor(Date.now() / 60000);
    const height = heightAt(STATIONS[this.id], minutes);
    this.samples.push({ minutes, height });
    this.emit('sample', height);
  }

  last(count = 1) {
    return this.samples.slice(-count);
  }
}

class Reporter {
  constructor(sampler, url) {
    this.sampler = sampler;
    this.url = url;
    this.queue = [];
  }

  start() {
    this.sampler.on('sample', (height) => {
      this.queue.push(height);
      this.flush();
    });
  }

  stop() {
    this.sampler.removeAllListeners('sample');
    this.queue.length = 0;
  }

  flush() {
    pending += this.queue.length;
    const request = http.request(this.url, { method: 'POST', headers: HEADERS });
    request.on('close', () => {
      pending -= 1;
    });
    request.end(JSON.stringify(this.queue));
    this.queue = [];
  }
}

function serve(port, reporters) {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const id = url.searchParams.get('station');
    const reading = readById(id);
    if (!reading) {
      response.writeHead(404, HEADERS);
      response.end('{}');
      return;
    }
    response.writeHead(200, HEADERS);
    response.end(JSON.stringify(reading));
  });
  reporters.forEach((reporter) => reporter.start());
  server.listen(port);
  return server;
}

module.exports = { Reporter, Sampler, describeStation, heightAt, readById, readByIds, readByIp, serve };
