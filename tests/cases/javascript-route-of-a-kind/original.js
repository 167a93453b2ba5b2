const app = express();

app.use('/users', usersRouter);
app.use('/orders', ordersRouter);
app.use('/health', health);

app.listen(3000);
