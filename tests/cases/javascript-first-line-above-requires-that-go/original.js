'use strict';

const fs = require('fs');
const path = require('path');
const mail = require('mail');

function attach(letter, directory) {
    letter.files = fs.readdirSync(directory).map((name) => path.join(directory, name));
}

function send(letter) {
    mail.send(letter);
}

module.exports = {
    attach,
    send,
};
