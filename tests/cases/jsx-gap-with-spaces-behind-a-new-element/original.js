export default function Gallery( { images } ) {
	return (
		<>
			<BlockControls>
				<Toolbar />
			</BlockControls>
			<Figure images={ images } />
			<Caption />
		</>
	);
}
