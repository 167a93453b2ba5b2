var script = {
  name: 'Toggle',
  emits: ['change', 'click'],
  outside: null,
  data() {
    return { focused: false };
  },
  methods: {
    onClick(event) {
      this.$emit('change', event);
    }
  }
};
