#!/usr/bin/env node
/* Copyright 2020 Ovens */
const fs = require('fs')

console.log(fs.readdirSync('.'))
