app.use(cors());
app.use(express.json());

function wrap(fn) {
  return fn;
}
