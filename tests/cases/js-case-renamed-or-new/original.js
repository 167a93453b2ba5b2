function step(state, action) {
  switch (action.type) {
    case 'raise':
      return { ...state, level: state.level + 1 };
    case 'drain':
      return { ...state, level: 0 };
    case 'hold':
      return state;
  }
}

button.onclick = () => dispatch({ type: 'drain' });
