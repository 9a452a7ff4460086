// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import dev.callbacks.DrivenRun;
import dev.callbacks.event.EventType;
import dev.callbacks.event.RunKind;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The work of a run around code of the user's own. All items make up its output.
 *
 * @param <T> the type of the items
 */
final class BodyWork<T> implements Work<T> {

	private final BiFunction<? super DrivenRun, ? super Caller, ? extends Publisher<? extends T>> source;

	private final UnaryOperator<@Nullable Object> view;

	private final boolean single;

	private final StreamedOutput output;

	private boolean hasItem;

	/**
	 * Creates the work of one call.
	 * @param source creates the items
	 * @param view creates the output for handlers from an item
	 * @param single whether the only item is the output, instead of a list
	 */
	BodyWork(BiFunction<? super DrivenRun, ? super Caller, ? extends Publisher<? extends T>> source,
			UnaryOperator<@Nullable Object> view, boolean single) {
		this.source = source;
		this.view = view;
		this.single = single;
		this.output = new StreamedOutput(single);
	}

	@Override
	public Publisher<? extends T> source(DrivenRun run, Caller caller) {
		return this.source.apply(run, caller);
	}

	@Override
	public void passed(DrivenRun run, T item) {
		this.hasItem = true;
		// a single item costs nothing to keep
		if (this.single || isOutputWanted(run)) {
			// texts that are found are not parts of one
			this.output.add(this.view.apply(item), run.info().kind() != RunKind.RETRIEVER);
		}
	}

	private static boolean isOutputWanted(DrivenRun run) {
		return switch (run.info().kind()) {
			case TOOL -> run.wants(EventType.TOOL_END) || run.wants(EventType.TOOL_ERROR);
			case RETRIEVER -> run.wants(EventType.RETRIEVER_END) || run.wants(EventType.RETRIEVER_ERROR);
			case CHAT_MODEL, LLM -> run.wants(EventType.LLM_END) || run.wants(EventType.LLM_ERROR);
			default -> run.wants(EventType.CHAIN_END) || run.wants(EventType.CHAIN_ERROR);
		};
	}

	@Override
	public Ending<T> complete() {
		return Ending.with((this.single && !this.hasItem) ? this.view.apply(null) : this.output.value());
	}

	@Override
	public @Nullable Object partial() {
		return this.output.value();
	}

}
