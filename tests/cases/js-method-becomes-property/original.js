module.exports = {
  list(req, res) {
    res.json(all());
  },

  show(req, res) {
    res.json(find(req.params.id));
  },

  drop(req, res) {
    res.json(drop(req.params.id));
  },
};
