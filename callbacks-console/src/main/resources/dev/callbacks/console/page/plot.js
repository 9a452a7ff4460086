// Small plots: a line of numbers in a drawing. What it shows is also there as text.

import { drawing } from "./dom.js";

const WIDTH = 120;

const HEIGHT = 28;

/** A line plot. */
export class Plot {

	constructor() {
		this.line = drawing("polyline", { fill: "none", "stroke-width": "1.5", class: "plot-line" });
		this.area = drawing("polygon", { class: "plot-area" });
		this.root = drawing("svg", {
			viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
			preserveAspectRatio: "none",
			class: "plot",
			"aria-hidden": "true",
			focusable: "false"
		});
		this.root.append(this.area, this.line);
	}

	draw(values) {
		const highest = Math.max(...values, 1e-9);
		const step = WIDTH / Math.max(1, values.length - 1);
		const points = values
			.map((value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 2 - value / highest * (HEIGHT - 4)).toFixed(1)}`)
			.join(" ");
		if (points !== this.points) {
			this.points = points;
			this.line.setAttribute("points", points);
			this.area.setAttribute("points", `0,${HEIGHT} ${points} ${WIDTH},${HEIGHT}`);
		}
	}

}
