function createHook(context = Quay) {
  const useQuay = (
    // @ts-ignore
    context === Quay ? useAnyQuay : (
      // @ts-ignore
      createQuayHook(context)
    )
  );
  return function useStore() {
    return useQuay().store;
  };
}
