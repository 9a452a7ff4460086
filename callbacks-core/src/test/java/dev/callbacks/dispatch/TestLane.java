// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.spi.DropReason;

/**
 * A lane that writes down what it is told.
 */
class TestLane implements ReadyLane {

	final List<String> told = new ArrayList<>();

	private final boolean needsWorker;

	/** Done when the lane is asked whether it needs a worker. */
	Runnable whenAsked = () -> {
	};

	TestLane(boolean needsWorker) {
		this.needsWorker = needsWorker;
	}

	@Override
	public boolean needsWorker() {
		this.whenAsked.run();
		return this.needsWorker;
	}

	@Override
	public long readyAt() {
		return 0;
	}

	@Override
	public boolean isSlow() {
		return false;
	}

	@Override
	public boolean enter() {
		return true;
	}

	@Override
	public long work(long now) {
		return now;
	}

	@Override
	public int worked() {
		return 1;
	}

	@Override
	public void toThread() {
		this.told.add("try again");
	}

	@Override
	public void permitted() {
		this.told.add("permitted");
	}

	@Override
	public void drop(DropReason reason) {
		this.told.add("drop " + reason);
	}

}
