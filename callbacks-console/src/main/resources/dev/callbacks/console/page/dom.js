// Elements of the page. Whatever comes from the server becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** Creates an element with properties, and with children that are elements or texts. */
export function element(name, properties = {}, ...children) {
	const created = document.createElement(name);
	assign(created, properties);
	created.append(...children.filter((child) => child !== null && child !== undefined));
	return created;
}

/** Creates an element of a drawing. */
export function drawing(name, attributes = {}) {
	const created = document.createElementNS(SVG, name);
	Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value));
	return created;
}

function assign(target, properties) {
	for (const [key, value] of Object.entries(properties)) {
		if (value === null || value === undefined || value === false) {
			continue;
		}
		if (key.startsWith("on")) {
			target.addEventListener(key.slice(2), value);
		}
		else if (key === "class") {
			target.className = value;
		}
		else {
			target.setAttribute(key, value === true ? "" : value);
		}
	}
}

/** Changes the text of an element, if it is another one. */
export function setText(target, text) {
	const shown = String(text ?? "");
	if (target.textContent !== shown) {
		target.textContent = shown;
	}
}

/** Changes an attribute of an element, if it is another one; null removes it. */
export function setAttribute(target, name, value) {
	if (value === null || value === undefined || value === false) {
		target.removeAttribute(name);
	}
	else if (target.getAttribute(name) !== String(value)) {
		target.setAttribute(name, value);
	}
}

/** Shows or hides an element. */
export function show(target, visible) {
	if (target.hidden === visible) {
		target.hidden = !visible;
	}
}

/**
 * Makes the children of an element those of a list of items, and keeps the elements of
 * items that were there before.
 */
export function keyed(parent, items, keyOf, create, update) {
	const known = parent.keyedChildren ?? (parent.keyedChildren = new Map());
	const present = new Set();
	let previous = null;
	for (const item of items) {
		const key = keyOf(item);
		present.add(key);
		let child = known.get(key);
		if (!child) {
			child = create(item);
			known.set(key, child);
		}
		const place = previous ? previous.nextSibling : parent.firstChild;
		if (place !== child) {
			parent.insertBefore(child, place);
		}
		update(child, item);
		previous = child;
	}
	for (const [key, child] of known) {
		if (!present.has(key)) {
			child.remove();
			known.delete(key);
		}
	}
}
