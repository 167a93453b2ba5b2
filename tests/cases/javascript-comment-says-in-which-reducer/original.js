function cartReducer(state, action) {
  switch (action.type) {
    case 'add':
      return add(state, action.item);
    case 'coupon':
      return { ...state, code: action.code };
    default:
      return state;
  }
}
