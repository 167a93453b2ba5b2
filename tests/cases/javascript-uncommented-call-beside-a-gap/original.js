app.use(cors());
// app.use(limiter);
app.use(json());

listen(app);
