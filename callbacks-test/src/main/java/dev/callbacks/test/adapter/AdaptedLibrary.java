// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.test.adapter;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A library as an application uses it, whose model asks a
 * {@link dev.callbacks.chat.ChatProvider}. The author of an adapter implements it in
 * terms of the library, for tests with and without the adapter. It catches no exception.
 * <p>
 * By default the library has no tools and no search, and the tests of these are skipped.
 *
 * @since 0.1.0
 */
public interface AdaptedLibrary extends AutoCloseable {

	/**
	 * Asks the model for a whole answer.
	 * @param question the question
	 * @return the answer of the library, compared by {@code equals}
	 * @throws Exception if the library does
	 */
	@Nullable Object call(String question) throws Exception;

	/**
	 * Asks the model for an answer in pieces, and returns when the stream has ended.
	 * @param question the question
	 * @param pieces takes the text of each piece on the library's thread, and returns
	 * whether the application wants more; if not, the stream is closed
	 * @throws Exception if the stream fails
	 */
	void stream(String question, Predicate<String> pieces) throws Exception;

	/**
	 * Lets the model call a tool until it has an answer.
	 * @param question the question
	 * @param name the name of the tool
	 * @param tool computes the result from the arguments of the model
	 * @return the answer of the library, compared by {@code equals}
	 * @throws Exception if the library does
	 */
	default @Nullable Object callWithTool(String question, String name, UnaryOperator<String> tool) throws Exception {
		throw new TestAbortedException("The library has no tools: callWithTool is not overridden");
	}

	/**
	 * Lets the model call a tool until it has an answer in pieces, and returns when the
	 * stream has ended.
	 * @param question the question
	 * @param name the name of the tool
	 * @param tool computes the result from the arguments of the model
	 * @param pieces takes the text of each piece of the answer
	 * @throws Exception if the stream fails
	 */
	default void streamWithTool(String question, String name, UnaryOperator<String> tool, Predicate<String> pieces)
			throws Exception {
		throw new TestAbortedException("The library has no tools in streams: streamWithTool is not overridden");
	}

	/**
	 * Searches for documents.
	 * @param query the query
	 * @param search finds the texts of documents, as a store of the application does
	 * @return the answer of the library, compared by {@code equals}
	 * @throws Exception if the library does
	 */
	default @Nullable Object search(String query, Function<String, List<String>> search) throws Exception {
		throw new TestAbortedException("The library has no search: search is not overridden");
	}

	@Override
	default void close() {
	}

}
