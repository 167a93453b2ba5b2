const app = express();

// register all the routes here
app.use('/users', users);
app.use('/items', items);

app.listen(port);
