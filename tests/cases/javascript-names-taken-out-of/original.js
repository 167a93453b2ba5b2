export default function useBerth(boat) {
  const register = useRegister();
  const {
    mayLeave
  } = useSelect((select) => {
    const { berthOf } = select(quay);
    return { mayLeave: berthOf(boat) > 1 };
  }, [boat]);
  const {
    moveBoat,
    freeBerth
  } = useDispatch(quay);
  const {
    berths,
    order
  } = useSelect(quay);
  return [mayLeave, () => moveBoat(berths, order, register, freeBerth)];
}
