import express from 'express';
import compression from 'compression';

const app = express();

app.use(session({ secret: config.secret }));
app.use(compression({ threshold: 512 }));
app.use(express.static('public'));

app.listen(config.port);
