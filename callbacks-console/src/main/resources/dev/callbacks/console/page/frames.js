// Work of the page that is done once a frame, however often it is asked for.

/** Runs a task at the next frame after it was asked for. */
export class Frames {

	constructor(task) {
		this.task = task;
		this.asked = false;
	}

	ask() {
		if (this.asked) {
			return;
		}
		this.asked = true;
		requestAnimationFrame(() => {
			this.asked = false;
			this.task();
		});
	}

}
