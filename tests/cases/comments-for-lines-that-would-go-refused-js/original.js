const express = require('express');
const app = express();

app.use(express.json());
app.use(cors());
app.get('/users', listUsers);
app.get('/items', listItems);

app.listen(3000);
