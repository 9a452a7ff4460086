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
 * {@link dev.callbacks.chat.ChatProvider}. An author of an adapter writes one, in terms
 * of the library. It is used with the adapter and without, and catches nothing.
 * <p>
 * By default the library has no tools and no search; then the tests of these are skipped.
 *
 * @since 0.1.0
 */
public interface AdaptedLibrary extends AutoCloseable {

	/**
	 * Asks the model for a whole answer.
	 * @param question what the model is asked
	 * @return what the library returns; compared by {@code equals}
	 * @throws Exception what the library throws
	 */
	@Nullable Object call(String question) throws Exception;

	/**
	 * Asks the model for an answer in pieces, and returns when the stream has ended.
	 * @param question what the model is asked
	 * @param pieces takes the text of each piece, where the library hands it over, and
	 * says whether the application wants more: if not, it closes the stream
	 * @throws Exception what the stream fails with
	 */
	void stream(String question, Predicate<String> pieces) throws Exception;

	/**
	 * Lets the model call a tool until it has an answer.
	 * @param question what the model is asked
	 * @param name the name of the tool
	 * @param tool is given the arguments that the model gives, and returns the result
	 * @return what the library returns; compared by {@code equals}
	 * @throws Exception what the library throws
	 */
	default @Nullable Object callWithTool(String question, String name, UnaryOperator<String> tool) throws Exception {
		throw new TestAbortedException("The library calls no tools");
	}

	/**
	 * Lets the model call a tool until it has an answer in pieces, and returns when the
	 * stream has ended.
	 * @param question what the model is asked
	 * @param name the name of the tool
	 * @param tool is given the arguments that the model gives, and returns the result
	 * @param pieces takes the text of each piece of the answer
	 * @throws Exception what the stream fails with
	 */
	default void streamWithTool(String question, String name, UnaryOperator<String> tool, Predicate<String> pieces)
			throws Exception {
		throw new TestAbortedException("The library calls no tools in streams");
	}

	/**
	 * Searches for documents.
	 * @param query what is searched for
	 * @param search finds the texts of documents, as a store of the application's own
	 * does
	 * @return what the library returns; compared by {@code equals}
	 * @throws Exception what the library throws
	 */
	default @Nullable Object search(String query, Function<String, List<String>> search) throws Exception {
		throw new TestAbortedException("The library searches for nothing");
	}

	@Override
	default void close() {
	}

}
