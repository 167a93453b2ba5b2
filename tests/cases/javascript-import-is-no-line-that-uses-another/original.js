'use strict';

const a = require('a');
const b = require('b');
const c = require('c');

module.exports = () => a(b, c);
