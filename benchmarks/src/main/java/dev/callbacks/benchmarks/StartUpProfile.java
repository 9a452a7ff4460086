// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * A profile of a start: the processor time of the main thread in each step, without the
 * steps below it. It is not elapsed time, which other processes of the machine disturb.
 */
final class StartUpProfile implements ApplicationStartup {

	private final Map<String, Double> millis = new TreeMap<>();

	private final Deque<Step> open = new ArrayDeque<>();

	private long ids;

	/**
	 * Returns the milliseconds by the name of the step.
	 */
	Map<String, Double> millis() {
		return this.millis;
	}

	@Override
	public StartupStep start(String name) {
		Step step = new Step(name, this.ids++);
		this.open.push(step);
		return step;
	}

	private static long cpu() {
		return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
	}

	private final class Step implements StartupStep {

		private final String name;

		private final long id;

		private final long begin = cpu();

		private long below;

		private String tags = "";

		private Step(String name, long id) {
			this.name = name;
			this.id = id;
		}

		@Override
		public String getName() {
			return this.name;
		}

		@Override
		public long getId() {
			return this.id;
		}

		@Override
		public Long getParentId() {
			return 0L;
		}

		@Override
		public StartupStep tag(String key, String value) {
			if (key.equals("beanName") || key.equals("postProcessor")) {
				// cut off the address of an object
				this.tags += " " + value.split("[@/]")[0];
			}
			return this;
		}

		@Override
		public StartupStep tag(String key, Supplier<String> value) {
			return tag(key, value.get());
		}

		@Override
		public Tags getTags() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void end() {
			long took = cpu() - this.begin;
			StartUpProfile.this.open.remove(this);
			Step parent = StartUpProfile.this.open.peek();
			if (parent != null) {
				parent.below += took;
			}
			StartUpProfile.this.millis.merge(this.name + this.tags, (took - this.below) / 1e6, Double::sum);
		}

	}

}
