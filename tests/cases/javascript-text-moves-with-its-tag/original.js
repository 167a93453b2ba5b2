const { write } = require('./files');

function icon(back, front) {
    let template = '';
    if (back) {
        template = `<?xml version="1.0"?>
<buoy xmlns="urn:buoy">
    <back ref="${back}" />
</buoy>`;
    }
    write('icon.xml', template);
    return front;
}

module.exports = icon;
