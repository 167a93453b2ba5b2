start();

// Helpers

function help() {
  return one();
}

// Routes

get('/a', a);
get('/b', b);
