/* SPDX-License-Identifier: Apache-2.0 */
package io.odradek.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** How long a method is and how many parameters it takes, read with the compiler's own parser. */
record MethodShape(String name, long lines, int parameters, boolean constructor) {

    static List<MethodShape> of(SourceTree tree) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(tree.mainJava()));
            List<MethodShape> shapes = new ArrayList<>();
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, positions, shapes).scan(unit, null);
            }
            return shapes;
        }
    }

    private static final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<MethodShape> shapes;
        private final Deque<ClassTree> classes = new ArrayDeque<>();

        Scanner(CompilationUnitTree unit, SourcePositions positions, List<MethodShape> shapes) {
            this.unit = unit;
            this.positions = positions;
            this.shapes = shapes;
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            classes.push(tree);
            super.visitClass(tree, null);
            classes.pop();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            LineMap lines = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            // A record's canonical constructor lists its components: a record is how long parameter lists are mended.
            boolean constructor = method.getReturnType() == null;
            boolean ofRecord = constructor && classes.peek().getKind() == Tree.Kind.RECORD;
            String owner = unit.getPackageName() + "." + classes.peek().getSimpleName();
            String name = constructor ? "<new>" : method.getName().toString();
            shapes.add(new MethodShape(
                    owner + "." + name,
                    lines.getLineNumber(end) - lines.getLineNumber(start) + 1,
                    ofRecord ? 0 : method.getParameters().size(),
                    constructor));
            return super.visitMethod(method, null);
        }
    }
}
