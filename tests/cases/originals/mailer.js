'use strict';

/*
 * Mailer: queues, renders and sends notification mails.
 * Copyright (c) 2024 Fjord Post. MIT licence.
 */

const path = require('path');
const fs = require('fs/promises');
const { EventEmitter } = require('events');
const { render } = require('./templates');
const logger = require('./logger');

const RETRY_DELAYS = [1000, 5000, 30000, 120000];

const DEFAULTS = {
  from: 'noreply@fjord.example',
  concurrency: 4,
  transport: {
    host: 'localhost',
    port: 1025,
    secure: false,
  },
  headers: {
    'X-Mailer': 'fjord',
  },
};

// Status codes that are worth another try.
const TRANSIENT = new Set([421, 450, 451, 452]);

function isTransient(error) {
  return TRANSIENT.has(error.code);
}

function delayFor(attempt) {
  return RETRY_DELAYS[Math.min(attempt, RETRY_DELAYS.length - 1)];
}

/**
 * Splits a list of recipients into batches.
 * @param {string[]} recipients
 * @param {number} size
 */
function batches(recipients, size) {
  const out = [];
  for (let i = 0; i < recipients.length; i += size) {
    out.push(recipients.slice(i, i + size));
  }
  return out;
}

class Mailer extends EventEmitter {
  #queue = [];
  #running = 0;

  constructor(transport, options = {}) {
    super();
    this.transport = transport;
    this.options = { ...DEFAULTS, ...options };
    this.sent = 0;
    this.failed = 0;
  }

  get pending() {
    return this.#queue.length;
  }

  set concurrency(value) {
    this.options.concurrency = Math.max(1, value);
    this.#next();
  }

  async queue(message) {
    if (!message.to) {
      throw new TypeError('message.to is missing');
    }
    const job = { message, attempt: 0, at: Date.now() };
    this.#queue.push(job);
    this.emit('queued', job);
    this.#next();
    return job;
  }

  async queueAll(messages) {
    const jobs = [];
    for (const message of messages) {
      jobs.push(await this.queue(message));
    }
    return jobs;
  }

  #next() {
    while (this.#running < this.options.concurrency && this.#queue.length > 0) {
      const job = this.#queue.shift();
      this.#running += 1;
      this.#run(job).finally(() => {
        this.#running -= 1;
        this.#next();
      });
    }
  }

  async #run(job) {
    const { message } = job;
    try {
      const body = await render(message.template, message.data);
      await this.transport.send({
        from: this.options.from,
        to: message.to,
        subject: message.subject,
        headers: this.options.headers,
        body,
      });
      this.sent += 1;
      this.emit('sent', job);
    } catch (error) {
      this.failed += 1;
      if (isTransient(error) && job.attempt < RETRY_DELAYS.length) {
        this.retry(job, error);
      } else {
        logger.error(`giving up on ${message.to}: ${error.message}`);
        this.emit('failed', job, error);
      }
    }
  }

  retry(job, error) {
    const delay = delayFor(job.attempt);
    job.attempt += 1;
    logger.warn(`retry ${job.attempt} in ${delay} ms: ${error.message}`);
    setTimeout(() => {
      this.#queue.push(job);
      this.#next();
    }, delay);
  }

  async close() {
    this.#queue.length = 0;
    await this.transport.close();
    this.emit('closed');
  }
}

function describe(event) {
  switch (event.type) {
    case 'queued':
      return `queued for ${event.to}`;
    case 'sent':
      return `sent to ${event.to}`;
    case 'failed':
      return `failed for ${event.to}: ${event.reason}`;
    default:
      return 'unknown event';
  }
}

async function loadAddressBook(file) {
  const text = await fs.readFile(path.resolve(file), 'utf8');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [name, address] = line.split(';');
      return { name, address };
    });
}

module.exports = {
  Mailer,
  batches,
  delayFor,
  describe,
  isTransient,
  loadAddressBook,
};
