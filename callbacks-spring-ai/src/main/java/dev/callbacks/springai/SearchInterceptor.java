/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package dev.callbacks.springai;

import java.lang.reflect.UndeclaredThrowableException;
import java.util.Collection;
import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.message.Document;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.rag.Query;
import org.springframework.ai.vectorstore.SearchRequest;

/**
 * Makes each search of a store or a retriever a run, whose handlers are told of the
 * documents in our terms.
 */
final class SearchInterceptor implements MethodInterceptor {

	private final CallbackManager manager;

	private final String name;

	SearchInterceptor(CallbackManager manager, String name) {
		this.manager = manager;
		this.name = name;
	}

	@Override
	@SuppressWarnings("NullAway")
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		String query = query(invocation);
		if (query == null) {
			return invocation.proceed();
		}
		return this.manager.retriever(this.name)
			.evenIfStopped()
			.input(query)
			.output(SearchInterceptor::documents)
			.<@Nullable Object, Exception>call(() -> proceed(invocation));
	}

	private static @Nullable Object proceed(MethodInvocation invocation) throws Exception {
		try {
			return invocation.proceed();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	/**
	 * What is searched for, or {@code null} if this is no search.
	 */
	private static @Nullable String query(MethodInvocation invocation) {
		String method = invocation.getMethod().getName();
		if (invocation.getArguments().length != 1
				|| !List.of("similaritySearch", "retrieve", "apply").contains(method)) {
			return null;
		}
		Object argument = invocation.getArguments()[0];
		if (argument instanceof String text) {
			return text;
		}
		if (argument instanceof Query query) {
			return query.text();
		}
		return (argument instanceof SearchRequest request) ? request.getQuery() : null;
	}

	private static @Nullable Object documents(@Nullable Object found) {
		if (!(found instanceof Collection<?> documents)) {
			return found;
		}
		return documents.stream()
			.map((document) -> (document instanceof org.springframework.ai.document.Document its)
					? new Document(its.getId(), (its.getText() != null) ? its.getText() : "", its.getMetadata())
					: document)
			.toList();
	}

}
