// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.message.ObjectText;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream so far, as the output of its run: joined if all are texts, else a
 * list. It keeps a bounded number of items, for streams without end.
 */
final class StreamedOutput {

	/** The number of items that are kept. */
	static final int LIMIT = 10_000;

	private final boolean single;

	private final List<Object> items = new ArrayList<>();

	private boolean texts = true;

	/**
	 * Creates an empty output.
	 * @param single whether the only item is the output, instead of a list
	 */
	StreamedOutput(boolean single) {
		this.single = single;
	}

	synchronized void add(@Nullable Object item, boolean joined) {
		if (item != null && this.items.size() < LIMIT) {
			this.items.add(item);
			this.texts &= joined && item instanceof CharSequence;
		}
	}

	synchronized @Nullable Object value() {
		if (this.single) {
			return this.items.isEmpty() ? null : this.items.get(this.items.size() - 1);
		}
		if (this.texts && !this.items.isEmpty()) {
			StringBuilder joined = new StringBuilder();
			this.items.forEach((item) -> joined.append(ObjectText.of(item)));
			return joined.toString();
		}
		return List.copyOf(this.items);
	}

}
