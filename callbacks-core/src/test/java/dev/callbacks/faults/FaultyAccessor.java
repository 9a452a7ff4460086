// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.faults;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;

/**
 * Carries a value of one cell. The registry is everybody's, so it goes wrong only where
 * that value is.
 */
final class FaultyAccessor implements ThreadLocalAccessor<Object> {

	private final World world;

	private final ThreadLocal<Object> local = new ThreadLocal<>();

	private final Object key = new Object();

	FaultyAccessor(World world) {
		this.world = world;
	}

	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(this);
	}

	void unregister() {
		ContextRegistry.getInstance().removeThreadLocalAccessor(this.key);
	}

	void setHere() {
		this.local.set(this.world);
	}

	@Override
	public Object key() {
		return this.key;
	}

	@Override
	public Object getValue() {
		Object value = this.local.get();
		return (value != null && actAt(Place.ACCESSOR_CAPTURE)) ? null : value;
	}

	@Override
	public void setValue(Object value) {
		actAt(Place.ACCESSOR_OPEN);
		this.local.set(value);
	}

	@Override
	public void setValue() {
		undo(null);
	}

	@Override
	public void restore(Object previous) {
		undo(previous);
	}

	@Override
	public void restore() {
		undo(null);
	}

	private void undo(Object previous) {
		if (this.local.get() != null) {
			this.local.set(previous);
			actAt(Place.ACCESSOR_CLOSE);
		}
	}

	/**
	 * Whether null is to be returned.
	 */
	private boolean actAt(Place place) {
		if (!this.world.trigger().isDue(place)) {
			return false;
		}
		this.world.trigger().act();
		return this.world.cell.fault() == Fault.NULL;
	}

}
