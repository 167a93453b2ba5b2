const fs = require('fs');
const { run } = require('child_process');
const m = require('m');

run(fs, m);
