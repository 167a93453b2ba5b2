export default function Gallery( { images }: Props ) {
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
