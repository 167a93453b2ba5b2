import { withTides } from './tides';

function Cloud({ tides }) {
  return draw(tides);
}
export default withTides(read => {
  return {
    tides: read('harbour').tides()
  };
})(Cloud);
