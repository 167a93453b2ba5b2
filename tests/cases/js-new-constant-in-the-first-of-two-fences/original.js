import { Rich } from 'rich';

const TEMPLATE = [ 'paragraph' ];

/**
 * Moves old attributes.
 */
const useMigration = ( attributes ) => {
	return attributes;
};

export default function Quote( { value } ) {
	return <Rich id="quote" style={ { display: 'block' } } value={ value } />;
}
